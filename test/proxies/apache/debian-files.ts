/** /etc/apache2/mods-available/mpm_event.conf as Debian 12 brings it, without its comments. */
export const debianMpm = `StartServers            2
MinSpareThreads         25
MaxSpareThreads         75
ThreadLimit             64
ThreadsPerChild         25
MaxRequestWorkers       150
MaxConnectionsPerChild  0
`;

/** /etc/apache2/ports.conf. */
export const debianPorts = `Listen 80

<IfModule ssl_module>
	Listen 443
</IfModule>

<IfModule mod_gnutls.c>
	Listen 443
</IfModule>
`;

/** What is read of /etc/apache2/apache2.conf. */
export const debianMain = `PidFile \${APACHE_PID_FILE}
IncludeOptional mods-enabled/*.load
IncludeOptional mods-enabled/*.conf
Include ports.conf
<Directory />
	Require all denied
</Directory>
IncludeOptional conf-enabled/*.conf
IncludeOptional sites-enabled/*.conf
`;

/** The default site, without its comments. */
export const debianDefault = `<VirtualHost *:80>
	ServerAdmin webmaster@localhost
	DocumentRoot /var/www/html
</VirtualHost>
`;
