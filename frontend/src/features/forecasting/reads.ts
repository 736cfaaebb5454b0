import { queryOptions } from '@tanstack/react-query';
import { api } from '@/kernel/api/client';
import { kept } from '@/kernel/api/read';
import type { Basket, CalendarEntry, ForecastSettings, ProductAnalysis } from '@/kernel/api/types';

/** `budget` in minor units; `days` that the goods are to last. */
export type BasketWanted = { budget: number; supplier: string | null; days: number };

/** What to buy with so much money. It changes nothing at the server, so that it is read as any other page. */
export const basketQuery = ({ budget, supplier, days }: BasketWanted) =>
  queryOptions({
    queryKey: ['basket', { budget, supplier, days }],
    staleTime: 60_000,
    queryFn: kept<Basket>((options) => api.POST('/api/v1/forecasts/basket', { ...options, body: { budget, supplier_id: supplier, days } })),
  });

/** The coming twelve months. */
export const calendarQuery = () =>
  queryOptions({
    queryKey: ['calendar'],
    staleTime: 5 * 60_000,
    queryFn: kept<{ entries: CalendarEntry[] }>((options) => api.GET('/api/v1/forecasts/calendar', options)),
  });

export const forecastSettingsQuery = () =>
  queryOptions({ queryKey: ['predictions', 'settings'], queryFn: kept<ForecastSettings>((options) => api.GET('/api/v1/forecasts/settings', options)) });

export const analysisQuery = (productId: string) =>
  queryOptions({
    queryKey: ['product-analysis', productId],
    staleTime: 60_000,
    queryFn: kept<ProductAnalysis>((options) => api.GET('/api/v1/analytics/products/{product_id}/analysis', { params: { path: { product_id: productId } }, ...options })),
  });
