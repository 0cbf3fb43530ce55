import type { ExamineRequest } from './check-context.ts';
import { type CompareRequest, compareLock } from './dependencies/compare.ts';
import { examineFile } from './examine-file.ts';

/** The process that reads the files: a parser that a hostile file brings down takes nothing else with it. */
process.on('message', (request: ExamineRequest | CompareRequest) => {
  void answer(request).then((report) => process.send?.(report));
});
process.on('disconnect', () => process.exit(0));

async function answer(request: ExamineRequest | CompareRequest): Promise<unknown> {
  return request.kind === 'dependencies' ? compareLock(request) : examineFile(request);
}
