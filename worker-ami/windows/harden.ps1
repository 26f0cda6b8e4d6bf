# Closes what a machine that only runs tasks does not need. Run as an administrator; repeating it is harmless. It takes effect at
# the next start.
Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

function Set-Registry([string] $Key, [string] $Name, [int] $Value) {
    if (-not (Test-Path $Key)) { New-Item -Force -Path $Key | Out-Null }
    Set-ItemProperty -Path $Key -Name $Name -Value $Value -Type DWord
}

# Nothing comes in but answers, and what keeps an address.
Set-NetFirewallProfile -All -Enabled True -DefaultInboundAction Block
Get-NetFirewallRule -Direction Inbound -Enabled True -Action Allow |
    Where-Object { $_.DisplayGroup -notlike 'Core Networking*' } |
    Disable-NetFirewallRule

# Nobody signs in from elsewhere, or shares files and printers.
Set-Registry 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server' 'fDenyTSConnections' 1
foreach ($name in 'TermService', 'WinRM', 'LanmanServer', 'Spooler') {
    if (Get-Service -Name $name -ErrorAction SilentlyContinue) { Set-Service -Name $name -StartupType Disabled }
}
Set-Registry 'HKLM:\SOFTWARE\Policies\Microsoft\Windows NT\DNSClient' 'EnableMulticast' 0

# Updates come with the next image, and do not start the machine anew under a task.
Set-Registry 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU' 'NoAutoUpdate' 1

# Dumps hold whatever a process knew; nothing else may look into the process that checks passwords.
Set-Registry 'HKLM:\SYSTEM\CurrentControlSet\Control\CrashControl' 'CrashDumpEnabled' 0
Set-Registry 'HKLM:\SOFTWARE\Microsoft\Windows\Windows Error Reporting' 'Disabled' 1
Set-Registry 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa' 'RunAsPPL' 1
Write-Output 'harden: done'
