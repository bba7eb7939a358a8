import { checkReady } from '@/lib/http/ready';
import { publicRoute } from '@/lib/http/public-route';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = publicRoute({
  GET: checkReady,
  HEAD: checkReady,
});
