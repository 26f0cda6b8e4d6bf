# Installs the worker on Windows Server from the bundle for all platforms, and leaves no JDK behind. Run as an administrator. An
# image recipe runs it while an image is built; a machine that was started without such an image, at its first start.
Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
# Drawing its bar makes a download many times slower.
$ProgressPreference = 'SilentlyContinue'
[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12

# Amazon Corretto; its versions and checksums are in corretto/corretto-downloads on GitHub, latest_links/indexmap_with_checksum.json.
$jdkVersion = '25.0.3.9.1'
$jdkSha256 = '3404a8be08f0fdbbd24c9bbdda79ba1ded87b264a833247b2124ac45da1c16e0'
$cliUrl = 'https://awscli.amazonaws.com/AWSCLIV2.msi'

$temporary = Join-Path $env:SystemRoot 'Temp\spotcluster-jdk'
if (Test-Path $temporary) { Remove-Item -Recurse -Force $temporary }
New-Item -ItemType Directory -Path $temporary | Out-Null

if (-not (Test-Path (Join-Path $env:ProgramFiles 'Amazon\AWSCLIV2\aws.exe'))) {
    Invoke-WebRequest -UseBasicParsing -Uri $cliUrl -OutFile "$temporary\cli.msi"
    $signature = Get-AuthenticodeSignature "$temporary\cli.msi"
    if ($signature.Status -ne 'Valid' -or $signature.SignerCertificate.Subject -notmatch 'O="?Amazon Web Services, Inc\.?"?') {
        throw "the AWS command line is not signed by Amazon: $($signature.Status)"
    }
    $installer = Start-Process msiexec.exe -Wait -PassThru -ArgumentList '/i', "$temporary\cli.msi", '/qn', '/norestart'
    if ($installer.ExitCode -ne 0) { throw "the AWS command line was not installed: msiexec ended with $($installer.ExitCode)" }
}

$zip = "$temporary\jdk.zip"
$url = "https://corretto.aws/downloads/resources/$jdkVersion/amazon-corretto-$jdkVersion-windows-x64-jdk.zip"
Invoke-WebRequest -UseBasicParsing -Uri $url -OutFile $zip
$found = (Get-FileHash -Algorithm SHA256 $zip).Hash
if ($found -ne $jdkSha256) { throw "the JDK has the checksum $found and not $jdkSha256" }
Expand-Archive -Path $zip -DestinationPath "$temporary\jdk"
$jdk = (Get-ChildItem -Directory "$temporary\jdk" | Select-Object -First 1).FullName
& "$PSScriptRoot\install.ps1" -Jdk $jdk
Remove-Item -Recurse -Force $temporary
