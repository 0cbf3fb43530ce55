import type { Model } from '../model.ts';
import { keyList, tableOf, type WrittenFile } from './code.ts';
import { PATHS } from './paths.ts';

/** Workflow, container and the page for whoever runs the service. Names are package names: nothing needs more than quotes. */
export function deploymentFiles(model: Model): WrittenFile[] {
  return [
    { path: PATHS.ci, content: workflow(model) },
    { path: PATHS.dockerfile, content: dockerfile(model) },
    { path: PATHS.compose, content: compose(model) },
    { path: PATHS.operations, content: operations(model) },
  ];
}

function comment(what: string, keys: readonly string[]): string {
  const shown = keyList(keys);
  return `# ${what}.${shown === '' ? '' : ` For ${shown}.`}\n`;
}

function workflow(model: Model): string {
  return `${comment('Runs the tests on every push', model.supporting.get('ci') ?? [])}name: ${model.folder ? model.name : 'ci'}

on:
  push:
  pull_request:

permissions:
  contents: read
${
  model.folder
    ? `
defaults:
  run:
    working-directory: ${model.folder}
`
    : ''
}
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    strategy:
      matrix:
        node: ['22', '24']
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: \${{ matrix.node }}
      - run: npm test
`;
}

function dockerfile(model: Model): string {
  return `${comment('Image of the service; runs as the unprivileged user `node`', model.supporting.get('container') ?? [])}FROM node:24-alpine
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_FILE=/data/records.json
WORKDIR /app
COPY package.json ./
COPY implementation ./implementation
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s CMD wget -qO- "http://127.0.0.1:3000${model.service.healthPath}" || exit 1
CMD ["node", "implementation/src/main.ts"]
`;
}

function compose(model: Model): string {
  return `${comment('One container with its records in a volume', model.supporting.get('container') ?? [])}name: '${model.name}'

services:
  service:
    build:
      context: ..
      dockerfile: deployment/Dockerfile
    ports:
      - '127.0.0.1:3000:3000'
    volumes:
      - 'records:/data'
    read_only: true
    restart: unless-stopped

volumes:
  records:
`;
}

function operations(model: Model): string {
  return `# Operating ${model.name}

## With a container

\`\`\`sh
docker compose -f deployment/compose.yaml up --build
\`\`\`

The image runs as the user \`node\`, its file system is read-only, and the records lie in the volume \`records\`.

## What to watch

${tableOf(
  ['Sign', 'Where', 'Meaning'],
  [
    ['`{"event":"listening"}`', 'standard output', 'the service is ready'],
    ['one line per request', 'standard output', 'method, path, status and milliseconds'],
    [`\`GET ${model.service.healthPath}\``, 'HTTP', '200 while the service is up'],
    ['a stack trace', 'standard error', 'a mistake in the service; the client saw a 500'],
  ],
)}
## Stop, back up, restore

- \`SIGTERM\` ends the service: requests that have begun are answered first.
- The data file is replaced as a whole on every change. Copy it at any time to back it up.
- To restore, stop the service, put the copy in place, start the service.

One process owns the data file. Do not run two of them on the same file.
`;
}
