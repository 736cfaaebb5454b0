import { queryOptions } from '@tanstack/react-query';
import { api } from '@/kernel/api/client';
import { kept, type Page } from '@/kernel/api/read';
import type { Category, Product, StockLevel, Supplier } from '@/kernel/api/types';

export const categoriesQuery = () =>
  queryOptions({
    queryKey: ['categories'],
    staleTime: 5 * 60_000,
    queryFn: kept<Page<Category>>((options) => api.GET('/api/v1/categories', { params: { query: { limit: 200 } }, ...options })),
  });

export const suppliersQuery = (search = '') =>
  queryOptions({
    queryKey: ['suppliers', { search }],
    staleTime: 60_000,
    queryFn: kept<Page<Supplier>>((options) =>
      api.GET('/api/v1/suppliers', { params: { query: { limit: 200, search: search || undefined } }, ...options }),
    ),
  });

export const productQuery = (id: string) =>
  queryOptions({
    queryKey: ['products', 'one', id],
    queryFn: kept<Product>((options) => api.GET('/api/v1/products/{product_id}', { params: { path: { product_id: id } }, ...options })),
  });

/** Products with what is on the shelf, by a word; for pickers. */
export const productSearchQuery = (search: string) =>
  queryOptions({
    queryKey: ['levels', 'search', search],
    queryFn: kept<Page<StockLevel>>((options) =>
      api.GET('/api/v1/stock/levels', { params: { query: { limit: 20, sort: 'name', search: search || undefined } }, ...options }),
    ),
  });
