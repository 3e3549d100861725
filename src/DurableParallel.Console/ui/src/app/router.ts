import { signal } from '@preact/signals';

/** Where the reader is: the part after # as a path and a query. It works under any path that the console is mounted at. */
export interface Route {
    path: string[];
    query: URLSearchParams;
}

export function parse(hash: string): Route {
    const [path = '', query = ''] = split(hash.replace(/^#?\/?/, ''));
    return { path: path.split('/').filter(part => part !== '').map(decode), query: new URLSearchParams(query) };
}

function split(text: string): [string, string] {
    const mark = text.indexOf('?');
    return mark < 0 ? [text, ''] : [text.slice(0, mark), text.slice(mark + 1)];
}

function decode(part: string): string {
    try {
        return decodeURIComponent(part);
    } catch {
        return part;
    }
}

export type Parameters = URLSearchParams | Record<string, string | undefined>;

/** A link within the console. */
export function href(path: readonly string[], query?: Parameters): string {
    const parameters = query instanceof URLSearchParams ? query : new URLSearchParams();
    if (query && !(query instanceof URLSearchParams)) {
        for (const [key, value] of Object.entries(query)) {
            if (value !== undefined) {
                parameters.set(key, value);
            }
        }
    }

    const text = parameters.toString();
    return `#/${path.map(encodeURIComponent).join('/')}${text === '' ? '' : `?${text}`}`;
}

export const route = signal<Route>(parse(typeof location === 'undefined' ? '' : location.hash));

export function listenToAddress(): void {
    window.addEventListener('hashchange', () => { route.value = parse(location.hash); });
}

/** Goes to a page; `replace` changes the address without a step in the browser's history. */
export function go(link: string, replace = false): void {
    if (link === location.hash) {
        return;
    }

    if (replace) {
        history.replaceState(null, '', link);
        route.value = parse(link);
    } else {
        location.hash = link;
    }
}

export const executionLink = (name: string, query?: Parameters): string => href(['executions', name], query);
