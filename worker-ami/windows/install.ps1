# Installs the worker from the unpacked bundle that this file lies in, as a service that starts with the machine as soon as
# C:\ProgramData\Spotcluster\pool.json says for which pool. Run as an administrator; repeating it is harmless.
#
#   install.ps1 [-Jdk FOLDER]   for a bundle without a Java runtime: the JDK 25 to make one of
[CmdletBinding()]
param([string] $Jdk = '')

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

$service = 'SpotclusterWorker'
$account = "NT SERVICE\$service"
$bundle = Split-Path -Parent $PSScriptRoot
$target = 'C:\Program Files\Spotcluster\worker'
$data = 'C:\ProgramData\Spotcluster'
# Short, since some tools of tasks still have trouble with paths of more than 260 characters.
$work = 'C:\spotcluster'

# Runs a program, whose failure is ours.
function Invoke-Program([string] $Program, [string[]] $Arguments) {
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Program ended with $LASTEXITCODE" }
}

$administrators = New-Object Security.Principal.WindowsPrincipal([Security.Principal.WindowsIdentity]::GetCurrent())
if (-not $administrators.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
    throw 'only an administrator can install the worker'
}

if (Get-Service -Name $service -ErrorAction SilentlyContinue) { Stop-Service -Name $service -Force }
New-Item -ItemType Directory -Force -Path (Split-Path -Parent $target), $data, "$data\log", $work | Out-Null
if (Test-Path $target) { Remove-Item -Recurse -Force $target }
New-Item -ItemType Directory -Path $target | Out-Null
if (Test-Path "$bundle\runtime") {
    Copy-Item -Recurse "$bundle\runtime" "$target\runtime"
} else {
    $release = if ($Jdk -and (Test-Path "$Jdk\release")) { Get-Content -Raw "$Jdk\release" } else { '' }
    if ($release -notmatch 'JAVA_VERSION="25[."]') {
        throw "the bundle holds no Java runtime, and '$Jdk' is no JDK 25 to make one of"
    }
    Invoke-Program "$Jdk\bin\jlink.exe" (@(Get-Content "$bundle\jlink-options") + @('--output', "$target\runtime"))
}
Copy-Item -Recurse "$bundle\lib" "$target\lib"
Copy-Item "$PSScriptRoot\configure.ps1", "$PSScriptRoot\harden.ps1", "$PSScriptRoot\smoke.ps1" $target
Add-Type -Path "$PSScriptRoot\SpotclusterWorker.cs" -OutputAssembly "$target\$service.exe" `
    -OutputType ConsoleApplication -ReferencedAssemblies System.ServiceProcess

# The service has an account of its own without a password, which Windows makes for it: tasks run as it, and are no users.
if (-not (Get-Service -Name $service -ErrorAction SilentlyContinue)) {
    New-Service -Name $service -BinaryPathName "`"$target\$service.exe`"" -DisplayName 'Spotcluster worker' `
        -StartupType Manual | Out-Null
}
Invoke-Program sc.exe @('config', $service, 'obj=', $account)
Invoke-Program sc.exe @('sidtype', $service, 'unrestricted')
Invoke-Program sc.exe @('failure', $service, 'reset=', '86400', 'actions=', 'restart/5000')
$sid = (New-Object Security.Principal.NTAccount($account)).Translate([Security.Principal.SecurityIdentifier]).Value

# SYSTEM (S-1-5-18) and administrators (S-1-5-32-544) may do everything; the service may read the worker, and write its work and log.
$closed = @('/inheritance:r', '/grant:r', '*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F')
Invoke-Program icacls.exe (@($target) + $closed + @("*${sid}:(OI)(CI)RX", '/Q'))
Invoke-Program icacls.exe (@($data) + $closed + @("*${sid}:(RX)", '/Q'))
Invoke-Program icacls.exe (@("$data\log") + $closed + @("*${sid}:(OI)(CI)M", '/Q'))
Invoke-Program icacls.exe (@($work) + $closed + @("*${sid}:(OI)(CI)M", '/Q'))

# Tasks must not become this machine: with its credentials, which the metadata service gives to whoever asks, the secret of the
# pool can be read.
Remove-NetFirewallRule -Name SpotclusterNoMetadata -ErrorAction SilentlyContinue
New-NetFirewallRule -Name SpotclusterNoMetadata -DisplayName 'Spotcluster: no metadata service for tasks' `
    -Direction Outbound -Action Block -RemoteAddress '169.254.169.254', 'fd00:ec2::254' -LocalUser "D:(A;;CC;;;$sid)" | Out-Null

# Once a start, as SYSTEM, before the worker: who this machine is, and as whom it claims.
$action = New-ScheduledTaskAction -Execute 'powershell.exe' `
    -Argument "-NoProfile -NonInteractive -ExecutionPolicy Bypass -File `"$target\configure.ps1`""
$settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit ([TimeSpan]::Zero) -StartWhenAvailable
Register-ScheduledTask -TaskName SpotclusterConfigure -Action $action -Trigger (New-ScheduledTaskTrigger -AtStartup) `
    -User 'NT AUTHORITY\SYSTEM' -RunLevel Highest -Settings $settings -Force | Out-Null

# Windows waits so long for services when it shuts down: the worker reports its task before.
Set-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Control' -Name WaitToKillServiceTimeout -Value '80000'
Set-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Control\FileSystem' -Name LongPathsEnabled -Value 1 -Type DWord

& "$target\$service.exe" --record-classes | Out-Null
if (-not (Test-Path "$target\classes.aot")) { Write-Output 'install: no cache of loaded classes; starts will be slower' }
Invoke-Program "$target\$service.exe" @('--version')
Write-Output "install: the worker is in $target"
