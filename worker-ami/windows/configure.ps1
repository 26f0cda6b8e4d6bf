# Writes the worker's configuration once a start, as SYSTEM, and starts the worker: who this machine is, from the instance
# metadata service, and as whom the worker claims, from Secrets Manager. It goes by C:\ProgramData\Spotcluster\pool.json, which
# user data writes:
#
#   secret           name or ARN of the secret: {"rootUrl": ..., "apiUrl": ..., "clientId": ..., "accessToken": ...}
#   secretRegion     where it is
#   workerPool       <provisionerId>/<workerType>
#   maxTaskRunTime   upper bound of a payload's maxRunTime
Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

$data = 'C:\ProgramData\Spotcluster'
$account = 'NT SERVICE\SpotclusterWorker'
$metadata = 'http://169.254.169.254/latest'
$retrySeconds = 2

function Get-Configuration {
    $pool = Get-Content -Raw "$data\pool.json" | ConvertFrom-Json
    $token = Invoke-RestMethod -TimeoutSec 5 -Method Put -Uri "$metadata/api/token" `
        -Headers @{ 'X-aws-ec2-metadata-token-ttl-seconds' = '300' }
    $ask = { param([string] $Path)
        Invoke-RestMethod -TimeoutSec 5 -Uri "$metadata/meta-data/$Path" -Headers @{ 'X-aws-ec2-metadata-token' = $token } }
    $region = & $ask 'placement/region'

    $aws = Join-Path $env:ProgramFiles 'Amazon\AWSCLIV2\aws.exe'
    $secret = & $aws secretsmanager get-secret-value --region $pool.secretRegion --secret-id $pool.secret `
        --query SecretString --output text
    if ($LASTEXITCODE -ne 0) { throw "the secret $($pool.secret) cannot be read" }
    # The secret's members go in whole. It is made empty, and filled when all of the deployment is there.
    $configuration = $secret | ConvertFrom-Json
    foreach ($name in 'rootUrl', 'accessToken') {
        if (-not $configuration.PSObject.Properties[$name]) { throw "the secret $($pool.secret) is not complete yet" }
    }
    $own = [ordered]@{
        workerPoolId    = $pool.workerPool
        workerGroup     = $region
        workerId        = & $ask 'instance-id'
        workDir         = 'C:\spotcluster'
        maxTaskRunTime  = $pool.maxTaskRunTime
        shutdownTimeout = '60s'
        # Looking every 15 s whether a task was cancelled would cost more than all other calls; reclaiming tells it too.
        statusInterval  = 'off'
        instanceType    = & $ask 'instance-type'
        workerLocation  = [ordered]@{
            cloud            = 'aws'
            region           = $region
            availabilityZone = & $ask 'placement/availability-zone'
        }
    }
    foreach ($name in $own.Keys) { $configuration | Add-Member -NotePropertyName $name -NotePropertyValue $own[$name] }
    $configuration | ConvertTo-Json -Depth 10 -Compress
}

if (-not (Test-Path "$data\pool.json")) {
    Write-Output 'configure: this machine was not told its pool'
    exit 0
}
$configuration = $null
while ($null -eq $configuration) {
    try {
        $configuration = Get-Configuration
    } catch {
        "$(Get-Date -Format o) $_" | Add-Content "$data\log\configure.log"
        Start-Sleep -Seconds $retrySeconds
    }
}
$file = "$data\worker.json"
# Closed before there is anything in it to read.
New-Item -ItemType File -Force -Path $file | Out-Null
& icacls.exe $file /inheritance:r /grant:r '*S-1-5-18:F' '*S-1-5-32-544:F' "${account}:R" /Q
if ($LASTEXITCODE -ne 0) { throw "icacls.exe ended with $LASTEXITCODE" }
[IO.File]::WriteAllText($file, $configuration, (New-Object Text.UTF8Encoding($false)))
Restart-Service -Name SpotclusterWorker
