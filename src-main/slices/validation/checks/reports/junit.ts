import { XMLParser } from 'fast-xml-parser';
import {
  type FailedTest,
  lineOf,
  listOf,
  MOST_FAILED,
  recordOf,
  type TestReport,
  textOf,
} from './test-report.ts';

/** Characters of a report; a longer one is not read. */
const LONGEST = 1_000_000;
/** Suites within suites that are followed. */
const DEEPEST = 50;

// No entity of the document's own is ever expanded: a few lines of them can stand for gigabytes.
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  maxNestedTags: DEEPEST * 2,
});

/**
 * Reads JUnit XML as most runners write it: `testsuites`, `testsuite`, `testcase` with `failure`, `error` or `skipped`.
 * Undefined for anything else, and for a document with a DOCTYPE, which no runner writes.
 */
export function readJunit(text: string): TestReport | undefined {
  const start = text.search(/<testsuites?[\s>]/);
  if (start === -1 || text.length > LONGEST || /<!DOCTYPE/i.test(text)) return undefined;
  const end = Math.max(text.lastIndexOf('</testsuites>'), text.lastIndexOf('</testsuite>'));
  if (end < start) return undefined;
  const document = parse(text.slice(start, text.indexOf('>', end) + 1));
  const report: TestReport = { executed: 0, failed: [] };
  const waiting = [{ suite: recordOf(document), names: [] as string[], depth: 0 }];
  for (let at = waiting.pop(); at; at = waiting.pop()) {
    const { suite, names, depth } = at;
    for (const test of listOf(suite.testcase)) readCase(recordOf(test), names, report);
    if (depth >= DEEPEST) continue;
    for (const inner of [...listOf(suite.testsuites), ...listOf(suite.testsuite)].toReversed()) {
      const name = textOf(recordOf(inner)['@name']);
      waiting.push({
        suite: recordOf(inner),
        names: name === '' ? names : [...names, plain(name)],
        depth: depth + 1,
      });
    }
  }
  return report.executed === 0 && report.failed.length === 0 ? undefined : report;
}

function parse(xml: string): unknown {
  try {
    return parser.parse(xml);
  } catch {
    return undefined;
  }
}

function readCase(
  test: Readonly<Record<string, unknown>>,
  suites: readonly string[],
  report: TestReport,
): void {
  if ('skipped' in test) return;
  report.executed++;
  const [trouble] = [...listOf(test.failure), ...listOf(test.error)];
  if (trouble === undefined || report.failed.length >= MOST_FAILED) return;
  const owner = textOf(test['@classname']) || suites.at(-1) || '';
  const name = plain(textOf(test['@name']));
  const told = recordOf(trouble);
  const message = plain(textOf(told['@message']) || textOf(told['#text']) || textOf(trouble) || 'failed');
  const file = textOf(test['@file']);
  const failed: FailedTest = { name: owner === '' ? name : `${plain(owner)} > ${name}`, message };
  report.failed.push(file === '' ? failed : { ...failed, file: plain(file), ...lineOf(test['@line']) });
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&#10;': '\n',
  '&amp;': '&',
};

function plain(text: string): string {
  return text.replace(/&(?:lt|gt|quot|apos|amp|#10);/g, (entity) => ENTITIES[entity] ?? entity);
}
