# Installs the worker, unless the image has it, and starts it. The variables stand before this.
Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$worker = 'C:\Program Files\Spotcluster\worker'
if (-not (Test-Path "$worker\SpotclusterWorker.exe")) {
    $source = [uri] $BUNDLE
    $archive = 'C:\Windows\Temp\spotcluster-worker.tar.gz'
    Read-S3Object -BucketName $source.Host -Key $source.AbsolutePath.TrimStart('/') -File $archive -Region $REGION | Out-Null
    tar.exe -xzf $archive -C C:\Windows\Temp
    if ($LASTEXITCODE -ne 0) { throw "tar.exe ended with $LASTEXITCODE" }
    & C:\Windows\Temp\spotcluster-worker\windows\on-windows-server.ps1
    Remove-Item -Recurse -Force 'C:\Windows\Temp\spotcluster-worker', $archive
    & "$worker\harden.ps1"
}
@{ secret = $SECRET; secretRegion = $SECRET_REGION; workerPool = $WORKER_POOL; maxTaskRunTime = $MAX_TASK_RUN_TIME } |
    ConvertTo-Json | Set-Content -Encoding Ascii 'C:\ProgramData\Spotcluster\pool.json'
# Image Builder needs the agent to test the image; this machine's role gives it nothing to do.
Set-Service -Name AmazonSSMAgent -StartupType Disabled
Stop-Service -Name AmazonSSMAgent
Start-ScheduledTask -TaskName SpotclusterConfigure
