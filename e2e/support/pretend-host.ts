import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { unwrap } from '#shared/faults.ts';
import { silentLogger } from '../../src-main/kernel/logger.ts';
import { serveHttp } from '../../src-main/servers/http.ts';
import { pretendRouter } from './pretend-router.ts';
import { busyScene, emptyScene, largeScene } from './scene.ts';

const SCENES = { busy: busyScene, empty: emptyScene, large: largeScene };

/** Serves the real page over a scene that stands still, and prints the link. Arguments: scene, port, token. */
const [scene = 'empty', port = '0', token = randomBytes(24).toString('base64url')] = process.argv.slice(2);
const server = unwrap(
  await serveHttp({
    router: pretendRouter(SCENES[scene as keyof typeof SCENES]()),
    pageDir: join(import.meta.dirname, '../../dist/renderer'),
    token,
    port: Number(port),
    host: '127.0.0.1',
    logger: silentLogger,
  }),
);
console.log(server.url);
process.once('SIGTERM', () => void server.close());
