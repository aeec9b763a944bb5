/** Events to and from Kafka records, in CloudEvents' Kafka binary mode. */
package dev.skipstream.schemas.serde;
