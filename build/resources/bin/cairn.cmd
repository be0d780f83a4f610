@echo off
rem The `cairn` command of an installed Cairn: the app's own binary as Node.
setlocal
set ELECTRON_RUN_AS_NODE=1
"%~dp0..\..\Cairn.exe" "%~dp0..\app.asar\out\electron\cli.cjs" %*
