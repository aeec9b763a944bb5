/**
 * Events to and from Kafka records, in CloudEvents' Kafka binary mode.
 *
 * <p>Starts at {@link dev.skipstream.schemas.serde.EventSerdes}. Offers the names of headers
 * ({@link dev.skipstream.schemas.serde.EventHeaders}, {@link
 * dev.skipstream.schemas.serde.DeadLetterHeaders}) and their readers. Hides the class of each
 * event, JSON and the CloudEvents SDK.
 *
 * <p>Exports {@link dev.skipstream.schemas.serde.BatchHeader}, {@link
 * dev.skipstream.schemas.serde.DeadLetterHeaders}, {@link
 * dev.skipstream.schemas.serde.EventHeaders}, {@link dev.skipstream.schemas.serde.EventSerdes},
 * {@link dev.skipstream.schemas.serde.InvalidEventException}, {@link
 * dev.skipstream.schemas.serde.RedrivenFrom}, {@link dev.skipstream.schemas.serde.TimingHeader} and
 * {@link dev.skipstream.schemas.serde.TraceContext}. Hides the class of each event, JSON and the
 * CloudEvents SDK.
 */
package dev.skipstream.schemas.serde;
