import { checkReady } from '@/lib/http/process/ready';
import { publicRoute } from '@/lib/http/public-route';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = publicRoute({
  GET: checkReady,
  HEAD: checkReady,
});
