// Sends a file and tells how far it has got, which fetch cannot. The second of two files that reach the network.
import { ACCEPT, hear, here, Problem, problemFrom } from './client';

export interface Sending {
  /** Bytes handed to the network and all there are; once they are equal the service works. */
  progress(sent: number, all: number): void;
  signal: AbortSignal;
}

/** The answer, also of a refusal that is a full answer (`isAnswer`). Aborting before all is sent leaves nothing behind. */
export function upload<T>(path: string, file: File, headers: Record<string, string>, { progress, signal }: Sending, isAnswer: (body: unknown) => boolean): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', here(path));
    for (const [name, value] of Object.entries({ Accept: ACCEPT, 'Content-Type': 'application/octet-stream', ...headers })) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => progress(event.loaded, event.lengthComputable ? event.total : file.size);
    request.upload.onload = () => progress(file.size, file.size);
    request.onerror = () => reject(new Problem(0, 'offline', ''));
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'));
    request.onload = () => {
      const { status, responseText: text } = request;
      const body = read(text);
      if (body !== undefined && isAnswer(body)) {
        hear(request.getResponseHeader('Revision'));
        resolve(body as T);
      } else if (status >= 200 && status < 300) reject(new Problem(status, 'unreadable', path));
      else reject(problemFrom(status, request.getResponseHeader('content-type'), text));
    };
    signal.addEventListener('abort', () => request.abort(), { once: true });
    if (signal.aborted) return reject(new DOMException('aborted', 'AbortError'));
    // The bytes as they are: the name goes in the query, and the service tells formats apart by both.
    request.send(file);
  });
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
