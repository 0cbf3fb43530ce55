import { resolveHome } from '../host/home.ts';
import { openLogFile } from '../host/log-file.ts';
import { type Logger, silentLogger } from '../kernel/logger.ts';
import { createTerminal, type Terminal } from './terminal.ts';

/** What every command stands on. */
export type Context = {
  cwd: string;
  /** Absolute path of the data folder; it need not exist. */
  home: string;
  terminal: Terminal;
  /** Whether faults are shown with their causes. */
  debug: boolean;
  /** Opens the log of the data folder at the first call. */
  log(): Logger;
};

export type CommonOptions = { home?: string; debug?: boolean };

const LEVELS = new Set(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']);

export function createContext({ home: wish, debug = false }: CommonOptions): Context {
  const wanted = process.env.LOG_LEVEL ?? '';
  const level = debug ? 'debug' : LEVELS.has(wanted) ? wanted : 'info';
  const home = resolveHome(wish);
  let logger: Logger | undefined;
  return {
    cwd: process.cwd(),
    home,
    terminal: createTerminal(),
    debug: debug || level === 'debug' || level === 'trace',
    log() {
      logger ??= openLog(home, level);
      return logger;
    },
  };
}

/** A log that cannot be written stops nobody: where the data folder is broken, its database says so in better words. */
function openLog(home: string, level: string): Logger {
  try {
    return openLogFile(home, level);
  } catch {
    return silentLogger;
  }
}
