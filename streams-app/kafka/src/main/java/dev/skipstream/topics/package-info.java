/**
 * Topics: their names, their creation, and what the broker says about them. Owns every topic
 * setting; hides the admin client's futures and errors ({@link
 * dev.skipstream.topics.BrokerException}). Starts at {@link dev.skipstream.topics.Topics}. Exports
 * all public classes.
 */
package dev.skipstream.topics;
