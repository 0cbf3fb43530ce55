import pino, { type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

/** JSON lines, one object each, readable by any log collector. */
export function createLogger(level: string, destination: DestinationStream): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}

export const silentLogger: Logger = pino({ level: 'silent' });
