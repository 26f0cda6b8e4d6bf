# Looks whether the installed worker can do its work on this machine. Run as an administrator. The image pipeline runs it on a
# machine that was started from the new image, before any pool gets that image. Every fault is told; throws if there is one.
Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

$worker = 'C:\Program Files\Spotcluster\worker'
$service = 'SpotclusterWorker'
$script:faults = 0

function Test-That([string] $What, [scriptblock] $Check) {
    $why = 'it is not so'
    try { $holds = & $Check } catch { $holds = $false; $why = "$_" }
    if ($holds) {
        Write-Output "smoke: ok: $What"
    } else {
        Write-Output "smoke: FAULT: ${What}: $why"
        $script:faults++
    }
}

function Test-Output([string] $Pattern, [scriptblock] $Command) {
    $text = (& $Command | Out-String)
    if ($LASTEXITCODE -ne 0) { throw "it ended with $LASTEXITCODE" }
    $text -match $Pattern
}

Test-That 'the worker starts' { Test-Output '^spotcluster-worker ' { & "$worker\$service.exe" --version } }
Test-That 'it has a cache of loaded classes' { Test-Path "$worker\classes.aot" }
Test-That 'the service has its own account' {
    (Get-CimInstance Win32_Service -Filter "Name='$service'").StartName -eq "NT SERVICE\$service" }
Test-That 'it waits until it is told its pool' { (Get-Service $service).Status -eq 'Stopped' }
Test-That 'it is configured when the machine starts' { (Get-ScheduledTask SpotclusterConfigure).State -ne 'Disabled' }
Test-That 'nobody but administrators may change the worker' {
    $changers = (Get-Acl $worker).Access | Where-Object {
        "$($_.FileSystemRights)" -match 'Write|Modify|FullControl' -and
        $_.IdentityReference.Translate([Security.Principal.SecurityIdentifier]).Value -notin 'S-1-5-18', 'S-1-5-32-544' }
    $null -eq $changers }
Test-That 'the service may write to its folder' {
    $rules = (Get-Acl 'C:\spotcluster').Access | Where-Object { "$($_.IdentityReference)" -eq "NT SERVICE\$service" }
    "$($rules.FileSystemRights)" -match 'Modify' }
Test-That 'the metadata service is closed to tasks' {
    $rule = Get-NetFirewallRule -Name SpotclusterNoMetadata
    "$($rule.Enabled) $($rule.Action) $($rule.Direction)" -eq 'True Block Outbound' }
Test-That 'the metadata service is open to administrators' {
    $headers = @{ 'X-aws-ec2-metadata-token-ttl-seconds' = '60' }
    [bool](Invoke-RestMethod -TimeoutSec 5 -Method Put -Uri 'http://169.254.169.254/latest/api/token' -Headers $headers) }
Test-That 'the AWS command line is there' {
    Test-Output '^aws-cli/2' { & (Join-Path $env:ProgramFiles 'Amazon\AWSCLIV2\aws.exe') --version } }
Test-That 'no Java but the worker''s is left' { $null -eq (Get-Command jlink.exe -ErrorAction SilentlyContinue) }
Test-That 'the firewall is on' { $null -eq (Get-NetFirewallProfile | Where-Object { -not $_.Enabled }) }
Test-That 'nobody can sign in from elsewhere' {
    (Get-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server').fDenyTSConnections -eq 1 -and
    (Get-Service WinRM).StartType -eq 'Disabled' }

# Thrown and not only the exit code: whoever calls a script sees nothing of that by itself.
if ($script:faults -gt 0) { throw "smoke: $($script:faults) faults" }
Write-Output 'smoke: all is well'
