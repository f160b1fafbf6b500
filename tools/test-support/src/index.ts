export { launchBrowser } from './browser.ts';
export { freePort } from './free-port.ts';
export { HttpBrowser } from './http-browser.ts';
export { type LocalServer, localServer } from './local-server.ts';
export { isMissing } from './machine.ts';
export { type Program, type ProgramResult, runProgram, startProgram } from './program.ts';
export { type Act, type ScriptedServer, scriptedServer } from './scripted-server.ts';
export { stages, stalledPeer } from './stalled-peer.ts';
export { openTerminal, type Terminal, type TerminalOptions } from './terminal.ts';
