import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { FIRST_MONTH, PARTITION_COLUMNS, TABLE_PREFIX, type TableColumn } from '../../functions/sql-table.js';
import { WORK_PREFIX } from '../config.js';

export interface SqlParts {
  account: string;
  results: IBucket;
  columns: readonly TableColumn[];
  /** What one query may read. */
  scanGB: number;
}

/** Where answers lie, until they expire with the rest of the work. */
export const ANSWERS_PREFIX = `${WORK_PREFIX}athena/`;
export const SQL_NAMES = { database: 'landquilt', table: 'regions', workGroup: 'landquilt' } as const;

const GB = 1e9;

/**
 * The polygons of all runs as a table. No partition is ever registered: which there may be follows from the table itself
 * (partition projection), so a run is in it as soon as its object is there.
 */
export function createSqlTable(scope: Construct, { account, results, columns, scanGB }: SqlParts): void {
  const database = new CfnDatabase(scope, 'Database', {
    catalogId: account,
    databaseInput: { name: SQL_NAMES.database, description: 'Landquilt: published runs' },
  });
  const location = results.s3UrlForObject(TABLE_PREFIX);
  new CfnTable(scope, 'Regions', {
    catalogId: account,
    databaseName: SQL_NAMES.database,
    tableInput: {
      name: SQL_NAMES.table,
      description: 'Polygons of all scenes, by recipe and month',
      tableType: 'EXTERNAL_TABLE',
      parameters: { EXTERNAL: 'TRUE', classification: 'parquet', ...projection(location) },
      partitionKeys: [...PARTITION_COLUMNS],
      storageDescriptor: {
        columns: [...columns],
        location,
        inputFormat: 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat',
        outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
        serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
      },
    },
  }).addResourceDependency(database);
  new CfnWorkGroup(scope, 'WorkGroup', {
    name: SQL_NAMES.workGroup,
    description: 'Landquilt: questions in SQL, with a limit to what one of them may read',
    recursiveDeleteOption: true,
    workGroupConfiguration: {
      enforceWorkGroupConfiguration: true,
      publishCloudWatchMetricsEnabled: true,
      bytesScannedCutoffPerQuery: scanGB * GB,
      engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
      resultConfiguration: {
        outputLocation: results.s3UrlForObject(ANSWERS_PREFIX),
        encryptionConfiguration: { encryptionOption: 'SSE_S3' },
      },
    },
  });
}

/** A query names the recipes that it asks; months are all from the first to this one. */
const projection = (location: string): Record<string, string> => ({
  'projection.enabled': 'true',
  'projection.recipe.type': 'injected',
  'projection.month.type': 'date',
  'projection.month.format': 'yyyy-MM',
  'projection.month.range': `${FIRST_MONTH},NOW`,
  'projection.month.interval': '1',
  'projection.month.interval.unit': 'MONTHS',
  'storage.location.template': `${location}recipe=\${recipe}/month=\${month}/`,
});
