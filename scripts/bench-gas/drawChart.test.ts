import { describe, expect, test } from 'vitest'
import { drawChart } from './drawChart.ts'

const chart = {
  title: 'Gas',
  series: ['theirs', 'ours'],
  groups: [
    { label: 'seed', values: [100, 50] },
    { label: 'ten', values: [200, 0] },
  ],
}

const widthsOf = (svg: string) =>
  [...svg.matchAll(/<rect class="s\d" x="250" y="\d+" width="([\d.]+)" height="11"/g)]
    .map(([, width]) => Number(width))
    // The first is the legend's.
    .slice(1)

describe('drawChart', () => {
  test('default: bars are as long as their values', () => {
    expect(widthsOf(drawChart(chart))).toEqual([210, 105, 420, 0])
  })

  test('behavior: reads in light and in dark', () => {
    expect(drawChart(chart)).toContain('prefers-color-scheme:dark')
  })

  test('behavior: text is text, whatever it holds', () => {
    const svg = drawChart({ ...chart, title: 'a < b & "c"' })
    expect(svg).toContain('>a &lt; b &amp; &quot;c&quot;</text>')
    expect(svg).not.toContain('a < b')
  })
})
