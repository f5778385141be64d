import { Duration, Fn } from 'aws-cdk-lib';
import type { HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CacheCookieBehavior,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  Distribution,
  type DistributionProps,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  SSLMethod,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { ORIGIN_HEADER } from '../../functions/origin.js';
import type { QueryConfig } from '../config.js';

/**
 * Links in answers begin with what the client asked for; only here it is known. What a client says of this itself is
 * taken away: answers are kept for others.
 */
export const EDGE_CODE = `function handler(event) {
  var headers = event.request.headers;
  headers['x-forwarded-host'] = { value: headers.host.value };
  delete headers['x-forwarded-prefix'];
  return event.request;
}`;

/** Headers by which answers differ. Without those of access, what one may see would be kept for all. */
const KEY_HEADERS = ['Accept', 'Authorization', 'X-Api-Key', 'X-Forwarded-Host'];
/** Left to itself, CloudFront keeps these for ten seconds: what was not there a moment ago may have been published. */
const PROBLEMS = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];
const LONGEST_KEPT = Duration.days(1);
const TWO_YEARS = Duration.days(730);
/** As long as the API's own. */
const ORIGIN_TIMEOUT = Duration.seconds(30);

type DomainProps = Partial<
  Pick<DistributionProps, 'domainNames' | 'certificate' | 'minimumProtocolVersion' | 'sslSupportMethod'>
>;

export interface DistributionParts {
  stage: HttpStage;
  /** What the origin asks for, so that nobody goes around. */
  secret: ISecret;
  config: QueryConfig;
}

/** Answers near whoever asks: keeps what the API says may be kept, and asks with the ETag where it must. */
export function createDistribution(scope: Construct, { stage, secret, config }: DistributionParts): Distribution {
  const host = Fn.select(2, Fn.split('/', stage.api.apiEndpoint));
  return new Distribution(scope, 'Front', {
    comment: 'Landquilt: questions, pages and the viewer',
    httpVersion: HttpVersion.HTTP2_AND_3,
    priceClass: PriceClass[`PRICE_CLASS_${config.priceClass === 'All' ? 'ALL' : config.priceClass}`],
    ...domainOf(scope, config),
    ...(config.webAclArn ? { webAclId: config.webAclArn } : {}),
    errorResponses: PROBLEMS.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
    defaultBehavior: {
      origin: new HttpOrigin(host, {
        protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
        originSslProtocols: [OriginSslPolicy.TLS_V1_2],
        readTimeout: ORIGIN_TIMEOUT,
        customHeaders: { [ORIGIN_HEADER]: secret.secretValue.unsafeUnwrap() },
      }),
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: createCachePolicy(scope),
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: createHeadersPolicy(scope),
      compress: true,
      functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: createEdge(scope) }],
    },
  });
}

/** CloudFront's own name comes with a certificate of its own, whose oldest TLS cannot be chosen. */
function domainOf(scope: Construct, { domain }: QueryConfig): DomainProps {
  if (!domain) return {};
  const certificate = Certificate.fromCertificateArn(scope, 'Certificate', domain.certificateArn);
  return {
    domainNames: [domain.name],
    certificate,
    minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    sslSupportMethod: SSLMethod.SNI,
  };
}

/** What says nothing of being kept is asked for each time. */
const createCachePolicy = (scope: Construct): CachePolicy =>
  new CachePolicy(scope, 'Kept', {
    comment: 'As long as answers say, by all that they depend on',
    minTtl: Duration.seconds(0),
    defaultTtl: Duration.seconds(0),
    maxTtl: LONGEST_KEPT,
    queryStringBehavior: CacheQueryStringBehavior.all(),
    headerBehavior: CacheHeaderBehavior.allowList(...KEY_HEADERS),
    cookieBehavior: CacheCookieBehavior.none(),
    enableAcceptEncodingGzip: true,
    enableAcceptEncodingBrotli: true,
  });

/** For all answers. Pages and the viewer bring policies of their own, which go before the one here. */
const createHeadersPolicy = (scope: Construct): ResponseHeadersPolicy =>
  new ResponseHeadersPolicy(scope, 'Guarded', {
    securityHeadersBehavior: {
      strictTransportSecurity: { accessControlMaxAge: TWO_YEARS, includeSubdomains: true, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: false },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: false },
      contentSecurityPolicy: { contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'", override: false },
    },
  });

const createEdge = (scope: Construct): EdgeFunction =>
  new EdgeFunction(scope, 'Edge', {
    comment: 'Tells the API by which name it was asked',
    code: FunctionCode.fromInline(EDGE_CODE),
    runtime: FunctionRuntime.JS_2_0,
  });
