/** The SDK's configuration, the same for all clients. */
import type { ClientSettings } from './call.ts';

const connectionTimeoutMs = 5_000;
/** Metric queries over days are slow; Live Tail is exempt, its stream outlives any timeout. */
const requestTimeoutMs = 20_000;

const silent = () => {};
/** The SDK's warnings on stderr would tear a full-screen app. */
export const silentLogger = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };

/**
 * One attempt a call: the sources back off by themselves, where they can say so, and two layers of retries would
 * multiply. A breached timeout throws (alone, requestTimeout only prints a warning).
 */
export const sdkConfig = ({ region, profile, endpoint, credentials }: ClientSettings) => ({
  region,
  maxAttempts: 1,
  logger: silentLogger,
  requestHandler: {
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
    logger: silentLogger,
  },
  ...(profile === undefined ? {} : { profile }),
  // The SDK puts `stream-` before the host of Live Tail, before a custom one too.
  ...(endpoint === undefined ? {} : { endpoint, disableHostPrefix: true }),
  ...(credentials === undefined ? {} : { credentials }),
});
