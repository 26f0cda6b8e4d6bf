// The Windows service that keeps the worker running. The installer compiles it with the compiler of the .NET Framework, which is
// part of Windows: C# 5.
//
//   SpotclusterWorker.exe                    as the service manager starts it: the worker with its configuration, again and again
//   SpotclusterWorker.exe --record-classes   writes the cache of loaded classes that later starts use
//   SpotclusterWorker.exe OPTIONS            the worker with these options, in the foreground
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.ServiceProcess;
using System.Text;
using System.Threading;

namespace Spotcluster
{
    public sealed class WorkerService : ServiceBase
    {
        private const int RestartMilliseconds = 2000;
        // A little more than the worker's shutdownTimeout.
        private const int StopMilliseconds = 75000;
        private readonly ManualResetEvent stopping = new ManualResetEvent(false);
        private Thread keeper;

        public WorkerService()
        {
            ServiceName = "SpotclusterWorker";
            CanShutdown = true;
        }

        protected override void OnStart(string[] arguments)
        {
            keeper = new Thread(Keep);
            keeper.Start();
        }

        protected override void OnStop()
        {
            RequestAdditionalTime(StopMilliseconds + RestartMilliseconds);
            stopping.Set();
            keeper.Join();
        }

        protected override void OnShutdown()
        {
            OnStop();
        }

        private void Keep()
        {
            using (WorkerLog log = new WorkerLog(Worker.DataFolder))
            {
                do
                {
                    try
                    {
                        RunOnce(log);
                    }
                    catch (Exception e)
                    {
                        log.Write("service: " + e);
                    }
                } while (!stopping.WaitOne(RestartMilliseconds));
            }
        }

        private void RunOnce(WorkerLog log)
        {
            // Whatever a task has left behind ends when the worker has ended and the job is closed.
            using (Job job = new Job())
            using (Process worker = new Process())
            using (ManualResetEvent ended = new ManualResetEvent(false))
            {
                worker.StartInfo = Worker.Start("--config \"" + Path.Combine(Worker.DataFolder, "worker.json") + "\"");
                worker.StartInfo.CreateNoWindow = true;
                worker.StartInfo.RedirectStandardOutput = true;
                worker.StartInfo.RedirectStandardError = true;
                worker.OutputDataReceived += delegate(object sender, DataReceivedEventArgs line) { log.Write(line.Data); };
                worker.ErrorDataReceived += delegate(object sender, DataReceivedEventArgs line) { log.Write(line.Data); };
                worker.EnableRaisingEvents = true;
                worker.Exited += delegate { ended.Set(); };
                worker.Start();
                job.Add(worker);
                worker.BeginOutputReadLine();
                worker.BeginErrorReadLine();
                if (WaitHandle.WaitAny(new WaitHandle[] { ended, stopping }) == 1 && !worker.HasExited)
                {
                    ConsoleSignal.SendInterrupt(worker);
                    if (!worker.WaitForExit(StopMilliseconds))
                    {
                        log.Write("service: the worker did not end in time");
                        worker.Kill();
                    }
                }
                worker.WaitForExit(RestartMilliseconds);
                log.Write("service: the worker ended with " + (worker.HasExited ? worker.ExitCode.ToString() : "?"));
            }
        }

        public static int Main(string[] arguments)
        {
            if (arguments.Length == 0)
            {
                Run(new WorkerService());
                return 0;
            }
            ProcessStartInfo start = arguments[0] == "--record-classes"
                ? Worker.Record()
                : Worker.Start("\"" + string.Join("\" \"", arguments) + "\"");
            using (Process worker = Process.Start(start))
            {
                worker.WaitForExit();
                return worker.ExitCode;
            }
        }
    }

    /// <summary>How the worker is started: with its own Java, and the cache of classes if there is one.</summary>
    internal static class Worker
    {
        internal static readonly string DataFolder =
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "Spotcluster");

        private static readonly string Home = AppDomain.CurrentDomain.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        private static readonly string Cache = Path.Combine(Home, "classes.aot");

        internal static ProcessStartInfo Start(string options)
        {
            string cache = File.Exists(Cache) ? "-XX:AOTCache=\"" + Cache + "\" -Xlog:aot=off -Xlog:cds=off " : "";
            return Java(cache, options);
        }

        internal static ProcessStartInfo Record()
        {
            ProcessStartInfo start = Java("-XX:AOTCacheOutput=\"" + Cache + "\" ", "--help");
            // What the recording says is no fault, but would be taken for one.
            start.EnvironmentVariables["JDK_AOT_VM_OPTIONS"] = "-Xlog:disable";
            return start;
        }

        private static ProcessStartInfo Java(string cache, string options)
        {
            List<string> jars = new List<string>(Directory.GetFiles(Path.Combine(Home, "lib"), "*.jar"));
            jars.Sort(StringComparer.Ordinal);
            StringBuilder arguments = new StringBuilder("-Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 ")
                .Append("--enable-native-access=ALL-UNNAMED -cp \"")
                .Append(string.Join(Path.PathSeparator.ToString(), jars.ToArray()))
                .Append("\" ")
                .Append(cache)
                .Append("io.spotcluster.worker.WorkerMain ")
                .Append(options);
            ProcessStartInfo start = new ProcessStartInfo(
                Path.Combine(Path.Combine(Path.Combine(Home, "runtime"), "bin"), "java.exe"), arguments.ToString());
            start.UseShellExecute = false;
            return start;
        }
    }

    /// <summary>What the worker says: one file, and the one before it.</summary>
    internal sealed class WorkerLog : IDisposable
    {
        private const long MostBytes = 10 * 1024 * 1024;
        private readonly object access = new object();
        private readonly string current;
        private readonly string previous;
        private StreamWriter writer;

        internal WorkerLog(string folder)
        {
            string logs = Path.Combine(folder, "log");
            Directory.CreateDirectory(logs);
            current = Path.Combine(logs, "worker.log");
            previous = Path.Combine(logs, "worker.previous.log");
            writer = Open();
        }

        private StreamWriter Open()
        {
            return new StreamWriter(new FileStream(current, FileMode.Append, FileAccess.Write, FileShare.ReadWrite));
        }

        internal void Write(string line)
        {
            if (line == null)
            {
                return;
            }
            lock (access)
            {
                if (writer.BaseStream.Length > MostBytes)
                {
                    writer.Close();
                    File.Delete(previous);
                    File.Move(current, previous);
                    writer = Open();
                }
                writer.WriteLine(line);
                writer.Flush();
            }
        }

        public void Dispose()
        {
            lock (access)
            {
                writer.Close();
            }
        }
    }

    /// <summary>Ctrl-C for a process with a console of its own, which Java takes as SIGTERM is taken elsewhere.</summary>
    internal static class ConsoleSignal
    {
        private const uint CtrlC = 0;

        [DllImport("kernel32.dll", SetLastError = true)]
        private static extern bool AttachConsole(int processId);

        [DllImport("kernel32.dll", SetLastError = true)]
        private static extern bool FreeConsole();

        [DllImport("kernel32.dll", SetLastError = true)]
        private static extern bool SetConsoleCtrlHandler(IntPtr handler, bool add);

        [DllImport("kernel32.dll", SetLastError = true)]
        private static extern bool GenerateConsoleCtrlEvent(uint signal, uint group);

        internal static void SendInterrupt(Process process)
        {
            // A service has no console: for a moment it shares the worker's, and does not mind the signal itself.
            if (AttachConsole(process.Id))
            {
                SetConsoleCtrlHandler(IntPtr.Zero, true);
                GenerateConsoleCtrlEvent(CtrlC, 0);
                FreeConsole();
            }
        }
    }

    /// <summary>A group of processes, all of which end when it is closed, however this process ends.</summary>
    internal sealed class Job : IDisposable
    {
        private const int ExtendedLimitInformation = 9;
        private const uint KillOnClose = 0x2000;

        [StructLayout(LayoutKind.Sequential)]
        private struct BasicLimits
        {
            public long PerProcessUserTimeLimit;
            public long PerJobUserTimeLimit;
            public uint LimitFlags;
            public UIntPtr MinimumWorkingSetSize;
            public UIntPtr MaximumWorkingSetSize;
            public uint ActiveProcessLimit;
            public UIntPtr Affinity;
            public uint PriorityClass;
            public uint SchedulingClass;
        }

        [StructLayout(LayoutKind.Sequential)]
        private struct IoCounters
        {
            public ulong ReadOperationCount;
            public ulong WriteOperationCount;
            public ulong OtherOperationCount;
            public ulong ReadTransferCount;
            public ulong WriteTransferCount;
            public ulong OtherTransferCount;
        }

        [StructLayout(LayoutKind.Sequential)]
        private struct ExtendedLimits
        {
            public BasicLimits Basic;
            public IoCounters Io;
            public UIntPtr ProcessMemoryLimit;
            public UIntPtr JobMemoryLimit;
            public UIntPtr PeakProcessMemoryUsed;
            public UIntPtr PeakJobMemoryUsed;
        }

        [DllImport("kernel32.dll", SetLastError = true, CharSet = CharSet.Unicode)]
        private static extern IntPtr CreateJobObject(IntPtr attributes, string name);

        [DllImport("kernel32.dll", SetLastError = true)]
        private static extern bool SetInformationJobObject(IntPtr job, int kind, ref ExtendedLimits limits, int size);

        [DllImport("kernel32.dll", SetLastError = true)]
        private static extern bool AssignProcessToJobObject(IntPtr job, IntPtr process);

        [DllImport("kernel32.dll", SetLastError = true)]
        private static extern bool CloseHandle(IntPtr handle);

        private readonly IntPtr handle;

        internal Job()
        {
            handle = CreateJobObject(IntPtr.Zero, null);
            ExtendedLimits limits = new ExtendedLimits();
            limits.Basic.LimitFlags = KillOnClose;
            if (handle == IntPtr.Zero
                || !SetInformationJobObject(handle, ExtendedLimitInformation, ref limits, Marshal.SizeOf(limits)))
            {
                throw new System.ComponentModel.Win32Exception();
            }
        }

        internal void Add(Process process)
        {
            if (!AssignProcessToJobObject(handle, process.Handle))
            {
                throw new System.ComponentModel.Win32Exception();
            }
        }

        public void Dispose()
        {
            CloseHandle(handle);
        }
    }
}
