/**
 * Kafka, as far as Skipstream provides or configures it: a broker for machines without one, and the
 * topics. Owns every broker and topic setting. Depends on nothing of the contents of records.
 * Starts at {@link dev.skipstream.broker.BrokerProcess} and {@link dev.skipstream.broker.Topics}.
 */
package dev.skipstream.broker;
