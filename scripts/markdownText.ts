/** Text as Markdown shows it: `<tenant-id>` would be taken for HTML, and hidden. */
export function markdownText(text: string): string {
  return text.replaceAll('<', '\\<');
}
