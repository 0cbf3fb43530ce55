import { describe, expect, it } from 'vitest';
import { createTerminal } from './terminal.ts';

function recording(isTTY: boolean) {
  let stdout = '';
  let stderr = '';
  const terminal = createTerminal({
    stdin: { isTTY },
    stdout: { write: (text) => (stdout += text), isTTY },
    stderr: { write: (text) => (stderr += text), isTTY, columns: 24 },
  });
  return { terminal, stdout: () => stdout, stderr: () => stderr.replaceAll('\r\u001b[2K', '<clear>') };
}

describe('the terminal', () => {
  it('keeps a live line below the notes and cuts it to the width', () => {
    const { terminal, stderr } = recording(true);
    terminal.status('2/9 tasks, T-3 is being worked on');
    terminal.note('T-2 done');
    terminal.status('');
    terminal.note('end');
    expect(stderr()).toBe('2/9 tasks, T-3 is bein…<clear>T-2 done\n2/9 tasks, T-3 is bein…<clear>end\n');
  });

  it('writes plain lines where nobody watches', () => {
    const { terminal, stdout, stderr } = recording(false);
    terminal.status('2/9 tasks');
    terminal.note('T-2 \u001b[31mdone');
    terminal.out('result');
    terminal.json({ a: 1 });
    expect(stderr()).toBe('T-2 [31mdone\n');
    expect(stdout()).toBe('result\n{"a":1}\n');
    expect(terminal.interactive).toBe(false);
  });
});
