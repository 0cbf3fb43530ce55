import { NO_USAGE } from '#shared/model/attempt.ts';
import { readStep } from '#shared/repository/transform.ts';
import type { WorkReply, WorkRequest } from '../../../../ports/agent.ts';
import { factsOf, WRITERS } from './files.ts';

/** Carries out a step of a transformation; undefined where the task is none. A file that is there stays as it is. */
export function transformWork({ task, requirements, files }: WorkRequest): WorkReply | undefined {
  const own = requirements.filter(({ key }) => task.requirementKeys.includes(key));
  const [asked] = own;
  const step = asked && own.length === 1 ? readStep(asked.text) : undefined;
  if (!step || !asked) return undefined;
  const facts = factsOf(files);
  const written = step.files.flatMap((path) => {
    const there = files.get(path);
    if (there !== undefined) return [{ path, content: there }];
    const write = Object.hasOwn(WRITERS, path) ? WRITERS[path] : undefined;
    return write ? [{ path, content: write(facts, asked.key, files) }] : [];
  });
  const isWhole = written.length === step.files.length;
  const added = written.filter(({ path }) => !files.has(path));
  return {
    kind: 'work',
    files: written,
    covers: isWhole && added.length > 0 ? [asked.key] : [],
    gaps:
      isWhole && added.length > 0
        ? []
        : [
            {
              requirementKey: asked.key,
              reason: 'Somebody else added these files meanwhile; they were left as they are.',
            },
          ],
    summary: `Added ${added.map(({ path }) => path).join(', ') || 'nothing'}.`,
    usage: NO_USAGE,
  };
}
