/** A part of a server's description (OpenAPI 3.0) that is answered beside Features: its addresses, and who may ask. */
export interface ApiPart {
  paths?: Readonly<Record<string, object>>;
  schemas?: Readonly<Record<string, object>>;
  /** Each alone is enough. */
  securitySchemes?: Readonly<Record<string, object>>;
}

/** What several parts add to a description. */
export function joinParts(parts: readonly ApiPart[]) {
  const paths = Object.assign({}, ...parts.map((part) => part.paths)) as Record<string, object>;
  const schemas = Object.assign({}, ...parts.map((part) => part.schemas)) as Record<string, object>;
  const securitySchemes = Object.assign({}, ...parts.map((part) => part.securitySchemes)) as Record<string, object>;
  const names = Object.keys(securitySchemes);
  return {
    paths,
    components: {
      ...(Object.keys(schemas).length > 0 ? { schemas } : {}),
      ...(names.length > 0 ? { securitySchemes } : {}),
    },
    ...(names.length > 0 ? { security: names.map((name) => ({ [name]: [] })) } : {}),
  };
}
