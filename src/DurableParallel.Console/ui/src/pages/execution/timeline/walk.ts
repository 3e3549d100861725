import type { TimelineStore } from './store';
import type { Place, TimelineView } from './TimelineView';
import { rowAt } from './layout';

/** The keys of a tree: up, down, into and out of a scope, to the ends. */
export function walk(event: KeyboardEvent, view: TimelineView, store: TimelineStore, activate: (place: Place) => void): void {
    if (event.ctrlKey || event.metaKey || event.altKey) {
        return;
    }

    const place = view.active ?? { scope: store.root, index: 0 };
    const next = target(event.key, place, view, store, activate);
    if (next) {
        event.preventDefault();
        event.stopPropagation();
        view.show(next);
        view.focusActive();
    }
}

function target(key: string, place: Place, view: TimelineView, store: TimelineStore, activate: (place: Place) => void): Place | undefined {
    const { scope, index } = place;
    const open = scope.openAt(index);
    switch (key) {
        case 'ArrowDown':
            return open && open.total > 0 ? { scope: open, index: 0 } : after(place);
        case 'ArrowUp':
            return before(place);
        case 'ArrowRight':
            if (open) {
                return open.total > 0 ? { scope: open, index: 0 } : place;
            }

            store.open(scope, index);
            return place;
        case 'ArrowLeft':
            if (open) {
                store.shut(scope, index);
                return place;
            }

            return scope.parent ? { scope: scope.parent, index: scope.parent.open.find(one => one.branch === scope)?.index ?? 0 } : place;
        case 'Home':
            return { scope: store.root, index: 0 };
        case 'End':
            return last({ scope: store.root, index: store.root.total - 1 });
        case 'PageDown':
        case 'PageUp':
            return page(place, view, store, key === 'PageDown' ? 1 : -1);
        case 'Enter':
        case ' ':
            activate(place);
            return place;
        default:
            return undefined;
    }
}

function after({ scope, index }: Place): Place {
    if (index + 1 < scope.total) {
        return { scope, index: index + 1 };
    }

    const up = scope.parent?.open.find(one => one.branch === scope);
    return scope.parent && up && hasNext({ scope: scope.parent, index: up.index }) ? after({ scope: scope.parent, index: up.index }) : { scope, index };
}

function hasNext({ scope, index }: Place): boolean {
    const up = scope.parent?.open.find(one => one.branch === scope);
    return index + 1 < scope.total || (scope.parent !== undefined && up !== undefined && hasNext({ scope: scope.parent, index: up.index }));
}

function before({ scope, index }: Place): Place {
    if (index > 0) {
        return last({ scope, index: index - 1 });
    }

    return scope.parent ? { scope: scope.parent, index: scope.parent.open.find(one => one.branch === scope)?.index ?? 0 } : { scope, index };
}

function last(place: Place): Place {
    const open = place.scope.openAt(place.index);
    return open && open.total > 0 ? last({ scope: open, index: open.total - 1 }) : place;
}

function page(place: Place, view: TimelineView, store: TimelineStore, way: number): Place {
    const found = rowAt(store.root, view.row, Math.max(0, view.topOf(place) + way * view.row * 20));
    return found ? { scope: found.branch, index: found.index } : last({ scope: store.root, index: way > 0 ? store.root.total - 1 : 0 });
}
