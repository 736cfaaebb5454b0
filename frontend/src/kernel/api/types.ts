import type { components } from './schema';

/** The API's own shapes under the names the screens use; a renamed schema is mended here alone. */
type Schemas = components['schemas'];

export type User = Schemas['UserOut'];
export type Tenant = Schemas['TenantOut'];
export type Device = Schemas['DeviceOut'];
export type Invitation = Schemas['InvitationOut'];
export type InvitationCreated = Schemas['InvitationCreated'];
export type AuditEntry = Schemas['AuditOut'];
export type Category = Schemas['Category'];
export type CategoryIn = Schemas['CategoryIn'];
export type Supplier = Schemas['Supplier'];
export type SupplierIn = Schemas['SupplierIn'];
export type Product = Schemas['Product'];
export type ProductIn = Schemas['ProductIn'];
export type Customer = Schemas['Customer'];
export type CustomerIn = Schemas['CustomerIn'];
export type StockLevel = Schemas['StockLevel'];
export type Movement = Schemas['Movement'];
export type MovementIn = Schemas['MovementIn'];
export type Sale = Schemas['Sale'];
export type SaleLine = Schemas['SaleLine'];
export type SaleIn = Schemas['SaleIn'];
export type Import = Schemas['Import'];
export type ImportProblem = Schemas['ImportProblem'];
export type Overview = Schemas['Overview'];

export type StockStatus = StockLevel['status'];
export type PaymentMethod = Sale['payment_method'];
export type Role = Exclude<Invitation['role'], 'operator'>;
