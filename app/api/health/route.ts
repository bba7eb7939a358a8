import { checkHealth } from '@/lib/http/health';
import { publicRoute } from '@/lib/http/public-route';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = publicRoute({
  GET: checkHealth,
  HEAD: checkHealth,
});
