/** A group of bars. */
export type Bars = { readonly label: string; readonly values: readonly number[] }

export type Chart = {
  readonly title: string
  /** One for each value of a group, at most three. */
  readonly series: readonly string[]
  readonly groups: readonly Bars[]
}

const size = { width: 760, left: 250, right: 90, bar: 13, gap: 16, head: 74 }

/** Draws groups of horizontal bars as SVG, which takes its colours from the reader's light or dark scheme. */
export function drawChart({ title, series, groups }: Chart): string {
  const { width, left, right, bar, gap, head } = size
  const most = Math.max(...groups.flatMap(({ values }) => values), 1)
  const scale = (width - left - right) / most
  const groupHeight = bar * series.length + gap
  const height = head + groupHeight * groups.length
  const bars = groups.flatMap(({ label, values }, i) => {
    const top = head + groupHeight * i
    const middle = top + (bar * series.length) / 2 + 4
    return [
      `<text x="${left - 10}" y="${middle}" text-anchor="end">${escapeText(label)}</text>`,
      ...values.flatMap((value, j) => {
        const [y, long] = [top + bar * j, Math.round(value * scale * 10) / 10]
        return [
          `<rect class="s${j}" x="${left}" y="${y}" width="${long}" height="${bar - 2}"/>`,
          `<text class="figure" x="${left + long + 5}" y="${y + bar - 3}">${value.toLocaleString('en-US')}</text>`,
        ]
      }),
    ]
  })
  const legend = series.flatMap((name, i) => {
    const x = left + 150 * i
    return [
      `<rect class="s${i}" x="${x}" y="42" width="11" height="11"/>`,
      `<text x="${x + 17}" y="52">${escapeText(name)}</text>`,
    ]
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeText(title)}">`,
    `<style>${style}</style>`,
    `<rect class="page" width="${width}" height="${height}"/>`,
    `<text class="title" x="10" y="26">${escapeText(title)}</text>`,
    ...legend,
    ...bars,
    '</svg>',
    '',
  ].join('\n')
}

const style = [
  'text{font:12px system-ui,sans-serif;fill:#24292f}.title{font-size:15px;font-weight:600}.figure{font-size:11px}',
  '.page{fill:#fff}.s0{fill:#8c959f}.s1{fill:#0969da}.s2{fill:#1a7f37}',
  '@media(prefers-color-scheme:dark){text{fill:#e6edf3}.page{fill:#0d1117}.s0{fill:#6e7681}.s1{fill:#58a6ff}.s2{fill:#3fb950}}',
].join('')

function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
