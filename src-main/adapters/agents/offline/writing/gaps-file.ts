import type { Requirement } from '#shared/model/requirement.ts';
import { placeOf } from '#shared/source-place.ts';
import { gapReason } from '../coverage.ts';
import type { Model } from '../model.ts';
import { topicOf } from '../reading/beyond.ts';
import { keyList, plainCell, type WrittenFile } from './code.ts';

/** `documentation/gaps/<slug>.md`: what is not built, why, and what somebody has to do about it. */
export function gapsFile(
  path: string,
  title: string,
  model: Model,
  requirements: readonly Requirement[],
): WrittenFile {
  const sections = requirements.map((requirement) => {
    const topic = topicOf(`${requirement.text} ${requirement.acceptance.join(' ')}`);
    const place = requirement.source.headings.map(plainCell).join(' › ');
    const criteria = requirement.acceptance.map((criterion) => `- ${plainCell(criterion)}\n`).join('');
    return `## ${keyList([requirement.key])} (${requirement.level})

> ${plainCell(requirement.text)}
${criteria === '' ? '' : `\nAccepted when:\n\n${criteria}`}
- **Where it stands:** ${place === '' ? '' : `${place}, `}${placeOf(requirement.source)} of the document
- **Why it is open:** ${plainCell(gapReason(model, requirement) ?? 'No file of this task shows it.')}
- **What to do:** ${topic.advice}
`;
  });
  return {
    path,
    content: `# ${plainCell(title)}

The built-in agent works with rules. It builds what they can read and test, and it does not pretend to have built the rest.
This page lists ${requirements.length === 1 ? 'one requirement' : `${requirements.length} requirements`} that nobody has built yet.

${sections.join('\n')}`,
  };
}
