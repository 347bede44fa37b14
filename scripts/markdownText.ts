/** Escapes text for Markdown, which would treat `<tenant-id>` as HTML and hide it. */
export function markdownText(text: string): string {
  return text.replaceAll('<', '\\<');
}
