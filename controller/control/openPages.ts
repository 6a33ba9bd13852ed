import type { ClientMessage } from '../../protocol/clientMessages.ts';

/** A page that has proved at some time that it paints what happens. */
export interface OpenPage {
  readonly clientId: string;
  /** When control sent the newest tick that it has painted. */
  readonly provenAtMs: number;
  /** Built from another version of Poise; undefined until it has said from which. */
  readonly isForeign: boolean | undefined;
  readonly secondInput: Extract<ClientMessage, { type: 'presence' }>['secondInput'];
}

/** What a page that has just proved itself says of itself, if anything. */
export type PageNews = Partial<Pick<OpenPage, 'isForeign' | 'secondInput'>>;

/** A second input that has been silent for longer than a page may be (reference/domain.md §4.3) stops nothing. */
export const PAGE_SILENT_MS = 500;

/** The pages after one of them has painted what control sent at `provenAtMs`. */
export function withProof(
  pages: readonly OpenPage[],
  clientId: string,
  provenAtMs: number,
  news: PageNews = {},
): readonly OpenPage[] {
  const before = pages.find((page) => page.clientId === clientId);
  const after: OpenPage = {
    clientId,
    isForeign: before?.isForeign,
    secondInput: before?.secondInput ?? 'none',
    ...news,
    provenAtMs: Math.max(before?.provenAtMs ?? provenAtMs, provenAtMs),
  };
  return [...pages.filter((page) => page.clientId !== clientId), after];
}

export function withoutPage(pages: readonly OpenPage[], clientId: string): readonly OpenPage[] {
  return pages.filter((page) => page.clientId !== clientId);
}

/** Since any page proved that it paints what happens now; undefined if none is open. */
export function pageProvenForMs(pages: readonly OpenPage[], nowMs: number): number | undefined {
  return pages.length === 0 ? undefined : nowMs - Math.max(...pages.map(({ provenAtMs }) => provenAtMs));
}

/** Whether someone could stop a movement whom no tracker needs to see. */
export function hasSecondInput(pages: readonly OpenPage[], nowMs: number): boolean {
  return pages.some(
    ({ provenAtMs, secondInput }) => secondInput !== 'none' && nowMs - provenAtMs <= PAGE_SILENT_MS,
  );
}
