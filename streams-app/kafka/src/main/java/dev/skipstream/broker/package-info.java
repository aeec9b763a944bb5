/**
 * A local broker for machines that have none, in a JVM of its own. Starts at {@link
 * dev.skipstream.broker.BrokerProcess}.
 *
 * <p>Exports {@link dev.skipstream.broker.BrokerProcess}, {@link
 * dev.skipstream.broker.EmbeddedBroker} and {@link dev.skipstream.broker.Listener}. Hides the
 * classes of the broker.
 */
package dev.skipstream.broker;
