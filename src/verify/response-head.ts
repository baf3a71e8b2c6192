/** The head of an HTTP answer; names in lower case. */
export interface ResponseHead {
  readonly statusCode?: number | undefined;
  readonly statusMessage?: string | undefined;
  readonly headers: Headers;
}

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Bytes; a server that sends more is hung up on. */
export const maxHeaderSize = 16 * 1024;
