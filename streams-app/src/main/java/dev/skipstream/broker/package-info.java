/**
 * Kafka itself, as far as Skipstream brings or shapes it: a broker for machines that have none, and
 * the topics. Owns every broker and topic setting; knows nothing of what the records mean. Starts
 * at {@link dev.skipstream.broker.BrokerProcess} and {@link dev.skipstream.broker.Topics}.
 */
package dev.skipstream.broker;
