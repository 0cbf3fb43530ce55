import type { ExamineRequest } from './check-context.ts';
import { type CompareRequest, compareLock } from './dependencies/compare.ts';
import { examineFile } from './examine-file.ts';
import { type OutputRequest, readOutput } from './reports/read-report.ts';

type Request = ExamineRequest | CompareRequest | OutputRequest;

/** The process that reads the files: a parser that a hostile file brings down takes nothing else with it. */
process.on('message', (request: Request) => {
  void answer(request).then((report) => process.send?.(report));
});
process.on('disconnect', () => process.exit(0));

async function answer(request: Request): Promise<unknown> {
  if (request.kind === 'dependencies') return compareLock(request);
  return request.kind === 'output' ? readOutput(request) : examineFile(request);
}
