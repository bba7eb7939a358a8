import { checkHealth } from '@/lib/http/process/health';
import { publicRoute } from '@/lib/http/public-route';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = publicRoute({
  GET: checkHealth,
  HEAD: checkHealth,
});
