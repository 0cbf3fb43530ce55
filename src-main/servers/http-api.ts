import type { IncomingMessage, ServerResponse } from 'node:http';
import { OpenAPIGenerator } from '@orpc/openapi';
import { OpenAPIHandler } from '@orpc/openapi/node';
import type { AnyRouter } from '@orpc/server';
import { BodyLimitPlugin } from '@orpc/server/node';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { contract } from '#shared/contract/index.ts';
import { fault } from '#shared/faults.ts';
import type { Logger } from '../kernel/logger.ts';
import { outside, toBody, toOutside } from './http-faults.ts';

export const BODY_LIMIT_BYTES = 32 * 1024 * 1024;

export type Api = (pathname: string, request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The contract as REST under `/api`, and its description at `/api/openapi.json`. */
export function createApi(router: AnyRouter, logger: Logger): Api {
  const handler = new OpenAPIHandler(router, {
    plugins: [new BodyLimitPlugin({ maxBodySize: BODY_LIMIT_BYTES })],
    clientInterceptors: [
      async (options) => {
        try {
          return await options.next();
        } catch (thrown) {
          throw toOutside(thrown, options.path, logger);
        }
      },
    ],
    customErrorResponseBodyEncoder: toBody,
  });
  let description: Promise<string> | undefined;
  return async (pathname, request, response) => {
    response.setHeader('cache-control', 'no-store');
    if (pathname === '/api/openapi.json') {
      description ??= describeContract();
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(await description);
      return;
    }
    const { matched } = await handler.handle(request, response, { prefix: '/api' });
    if (!matched) sendFault(response, 404, noSuchCall);
  };
}

const noSuchCall = fault('not_found', 'There is no such call.', {
  hint: 'GET /api/openapi.json lists every call with its method.',
});

export function sendFault(
  response: ServerResponse,
  status: number,
  value: Parameters<typeof outside>[0],
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(outside(value, status).toJSON()));
}

async function describeContract(): Promise<string> {
  const generator = new OpenAPIGenerator({
    schemaConverters: [new ZodToJsonSchemaConverter({ unsupportedJsonSchema: {} })],
  });
  const document = await generator.generate(contract, {
    info: {
      title: 'Orchestrator',
      version: '1',
      description: 'Every call of the local host. A failed call answers with a fault in `data`.',
    },
    servers: [{ url: '/api' }],
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  });
  return JSON.stringify(document);
}
