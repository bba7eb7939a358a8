import { publicRoute } from '@/lib/http/public-route';
import { refuseUnknown } from '@/lib/http/front-desk/unknown-address';

/** What no other route answers. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = publicRoute({
  GET: refuseUnknown,
  HEAD: refuseUnknown,
  POST: refuseUnknown,
  PUT: refuseUnknown,
  PATCH: refuseUnknown,
  DELETE: refuseUnknown,
  OPTIONS: refuseUnknown,
});
