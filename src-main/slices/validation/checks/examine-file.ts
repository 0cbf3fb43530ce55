import { assertNever } from '#shared/faults.ts';
import type { Finding } from '#shared/model/check.ts';
import { type ExamineRequest, type FileReport, isTestFile } from './check-context.ts';
import { honestyFindings } from './honesty.ts';
import { placeholdersIn } from './placeholders.ts';
import { secretFindings } from './secrets.ts';
import { hasSize, sizeFindings } from './size.ts';
import { hasSyntax, syntaxFindings } from './syntax.ts';

/** Characters of a file beyond which nothing looks into it. */
const LONGEST = 1_000_000;
/** Findings of one check in one file. */
const MOST = 20;

/** One check on one file. What a parser throws becomes a finding. */
export async function examineFile(request: ExamineRequest): Promise<FileReport> {
  const { kind, file } = request;
  if (file.text.length > LONGEST) return { looked: true, findings: [tooLong(request)] };
  try {
    const report = await look(request);
    return { ...report, findings: report.findings.slice(0, MOST) };
  } catch (thrown) {
    const message = `The check stumbled over this file: ${thrown instanceof Error ? thrown.message : thrown}`;
    const finding: Finding = { severity: 'warning', rule: `${kind}/unreadable`, message, file: file.path };
    return { looked: true, findings: [finding] };
  }
}

async function look({ kind, file, sizes }: ExamineRequest): Promise<FileReport> {
  switch (kind) {
    case 'syntax':
      return reported(hasSyntax(file.path), () => syntaxFindings(file));
    case 'placeholders':
      return reported(true, () => placeholdersIn(file));
    case 'honesty':
      return reported(isTestFile(file.path), () => honestyFindings(file));
    case 'secrets':
      return reported(true, () => secretFindings(file));
    case 'size':
      return reported(hasSize(file.path), () => sizeFindings(file, sizes));
    default:
      return assertNever(kind);
  }
}

async function reported(
  looked: boolean,
  findings: () => Finding[] | Promise<Finding[]>,
): Promise<FileReport> {
  return { looked, findings: looked ? await findings() : [] };
}

function tooLong({ kind, file }: ExamineRequest): Finding {
  const message = `The file has ${file.text.length} characters, more than the ${LONGEST} that are looked through`;
  return { severity: 'warning', rule: `${kind}/too-long`, message, file: file.path };
}
