import type { MarkdownRenderer } from 'vitepress'

/** Puts the name of its file above every included snippet (`<<< path#region`). */
export function captionSnippets(md: MarkdownRenderer) {
  const fence = md.renderer.rules.fence!
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const html = fence(tokens, index, ...rest)
    // Set by VitePress on the tokens that `<<<` makes: [absolute path, region].
    const source = (tokens[index] as unknown as { src?: string[] }).src
    if (!source?.[0]) return html
    const name = source[0].replace(/^.*\/(?=(?:chapters|common|book|muduo|tools)\/)/, '')
    return `<div class="snippet"><p class="snippet-name">${md.utils.escapeHtml(name)}</p>${html}</div>`
  }
}
