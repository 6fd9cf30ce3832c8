// The one logger: JSON lines on standard error. Credentials never reach it; what might hold them is redacted by name.
import { type Logger, pino } from 'pino';

export type { Logger };

export function openLog(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      redact: {
        paths: ['*.token', '*.password', '*.authorization', 'req.headers.authorization'],
        censor: '[redacted]',
      },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
