import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import { createHtmlReader } from './html.ts';

const reader = createHtmlReader();
const bytesOf = (html: string) => new TextEncoder().encode(html);
const read = async (html: string) => unwrap(await reader.read(bytesOf(html), 'page.html')).text;

describe('the reader of HTML', () => {
  it('keeps headings, paragraphs, lists and code', async () => {
    const html = `<!doctype html><title>Ignored</title><body><h1>Shop &amp; more</h1><div>It <b>must</b>
      <a href="/x">sell</a>.<p>Second<br>line.</div><h2>Rules</h2>
      <ul><li>One<ul><li>Nested <code>a*b</code></ul><li><p>Two</p><p>More of two</p></ul>
      <ol start="3"><li>Third<li>Fourth</ol><pre><code class="language-json">{\n  "a": 1\n}</code></pre>
      <dl><dt>Room<dd>A place</dl><blockquote><p>Said</p></blockquote><s>Gone</s>`;
    expect((await read(html)).split('\n\n')).toEqual([
      '# Shop & more',
      'It must sell.',
      'Second\nline.',
      '## Rules',
      '- One',
      '    - Nested `a*b`',
      '- Two',
      '    More of two',
      '3. Third',
      '4. Fourth',
      '```json\n{\n  "a": 1\n}\n```',
      '- Room: A place',
      '> Said',
      '~~Gone~~\n',
    ]);
  });

  it('keeps tables, and takes those that only arrange text apart', async () => {
    const html = `<table><caption>Fields</caption><tr><th>Name<th>Rule<tr><td>a|b<td><p>must</p><ul><li>x<li>y</ul>
      <tr><td colspan="2">wide</table><table><tr><td><h2>Boxed</h2><p>It must sell.</table>`;
    expect(await read(html)).toBe(
      'Fields\n\n| Name | Rule |\n| --- | --- |\n| a\\|b | must x; y; |\n| wide |  |\n\n## Boxed\n\nIt must sell.\n',
    );
  });

  it('leaves out what a visitor does not see', async () => {
    const hidden = `<script>It must steal.</script><style>a{}</style><!-- It must hide. --><template><p>It must wait.</template>
      <p hidden>It must not.<p style="display: none">It must not.<p aria-hidden="true">It must not.<nav>Home</nav>
      <input type="hidden" value="It must not."><button>Buy</button><svg><text>It must not.</text></svg><noscript>It must not.</noscript>`;
    expect(await read(`${hidden}<p>It must show.`)).toBe('It must show.\n');
    const nothing = await reader.read(bytesOf(hidden), 'page.html');
    expect(nothing).toMatchObject({
      fault: { type: 'invalid_input', message: expect.stringContaining('shows no text') },
    });
  });

  it('writes characters that mean something in Markdown so that they stay what they are', async () => {
    expect(await read('<p># 1 &lt;id> * _a_ a_b &amp;amp; \\*')).toBe(
      '\\# 1 &lt;id> \\* \\_a\\_ a_b &amp;amp; \\\\\\*\n',
    );
  });

  it('goes by the encoding that the page names', async () => {
    const page = iconv.encode('<meta charset="windows-1251"><p>Система должна', 'windows-1251');
    expect(unwrap(await reader.read(page, 'page.html'))).toMatchObject({
      text: 'Система должна\n',
      notes: [],
    });
  });

  it('titles a page without a heading by its title', async () => {
    expect(await read('<title>Shop</title><p>It must sell.')).toBe('# Shop\n\nIt must sell.\n');
  });

  it('keeps the words of what is nested too deeply to be structure', async () => {
    for (const tag of ['div', 'ul><li', 'span', 'b', 'blockquote', 'table><tr><td'])
      expect(await read(`${`<${tag}>`.repeat(2000)}It must sell.`)).toContain('It must sell.');
  });
});
