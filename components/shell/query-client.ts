import {
  QueryClient,
  defaultShouldDehydrateQuery,
  environmentManager,
  focusManager,
} from '@tanstack/react-query';

function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The server has just read what it hands over; `fetchJson` itself says what may be tried again.
      queries: { staleTime: 30_000, retry: false, refetchOnWindowFocus: false, refetchOnReconnect: true },
      mutations: { retry: false },
      dehydrate: {
        // Queries that still run are streamed to the browser; Next's own signals must pass unchanged.
        shouldDehydrateQuery: (query) =>
          defaultShouldDehydrateQuery(query) || query.state.status === 'pending',
        shouldRedactErrors: () => false,
      },
    },
  });
}

/** A window that stands beside another one is never hidden: coming back to it shows only in its focus. */
function watchFocus(): void {
  focusManager.setEventListener((onFocus) => {
    const listen = () => onFocus();
    addEventListener('visibilitychange', listen);
    addEventListener('focus', listen);
    return () => {
      removeEventListener('visibilitychange', listen);
      removeEventListener('focus', listen);
    };
  });
}

let browserClient: QueryClient | undefined;

/** A client of its own for each request on the server, one for the whole life of the page in the browser. */
export function getQueryClient(): QueryClient {
  if (environmentManager.isServer()) return makeQueryClient();
  if (!browserClient) {
    browserClient = makeQueryClient();
    watchFocus();
  }
  return browserClient;
}
