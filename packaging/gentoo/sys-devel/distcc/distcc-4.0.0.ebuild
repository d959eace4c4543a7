# SPDX-License-Identifier: GPL-3.0-or-later
# For an overlay: see docs/portage.md. It inherits no eclass, so that it can be tried anywhere.
EAPI=8

DESCRIPTION="Distributes compiles of C and C++ over the machines of a network"
HOMEPAGE="https://wiki.gentoo.org/wiki/Distcc"
SRC_URI="${P}.tar.gz"
LICENSE="GPL-3+"
SLOT="0"
KEYWORDS="~amd64 ~arm64"
IUSE="gssapi gtk hardened ipv6 selinux xinetd zeroconf"
RESTRICT="fetch test"

DEPEND="
	dev-libs/lzo:2
	gssapi? ( virtual/krb5 )
	gtk? ( dev-cpp/gtkmm:4.0 )
	zeroconf? ( net-dns/avahi )
"
RDEPEND="
	${DEPEND}
	acct-user/distcc
	selinux? ( sec-policy/selinux-distcc )
	xinetd? ( sys-apps/xinetd )
"
BDEPEND=">=dev-build/cmake-3.18"

pkg_nofetch() {
	einfo "Make ${P}.tar.gz with ./dev tarball, or git archive --prefix=${P}/, and put it into your DISTDIR."
}

src_configure() {
	local options=(
		-DCMAKE_BUILD_TYPE=Gentoo  # no flags but those of make.conf
		-DCMAKE_INSTALL_PREFIX="${EPREFIX}/usr"
		-DCMAKE_INSTALL_DOCDIR="${EPREFIX}/usr/share/doc/${PF}"
		-DDISTCC_SYSCONFDIR="${EPREFIX}/etc"
		-DDISTCC_LIBDIR="${EPREFIX}/usr/lib"
		-DDISTCC_TESTS=OFF
		-DDISTCC_WERROR=OFF
		-DDISTCC_GSSAPI=$(usex gssapi ON OFF)
		-DDISTCC_GTK=$(usex gtk ON OFF)
		-DDISTCC_ZEROCONF=$(usex zeroconf ON OFF)
		-DDISTCC_HARDENED=$(usex hardened ON OFF)
		-DDISTCC_IPV6=$(usex ipv6 ON OFF)
	)
	CC="${CC:-${CHOST}-gcc}" CXX="${CXX:-${CHOST}-g++}" \
		cmake -S "${S}" -B "${WORKDIR}/build" -G "Unix Makefiles" "${options[@]}" || die "cmake failed"
}

src_compile() {
	emake -C "${WORKDIR}/build"
}

src_install() {
	local services="${WORKDIR}/build/packaging"
	emake -C "${WORKDIR}/build" DESTDIR="${D}" install
	newinitd "${services}/distccd.initd" distccd
	newconfd "${services}/distccd.confd" distccd
	if use xinetd; then
		insinto /etc/xinetd.d
		newins "${services}/distcc.xinetd" distcc
	fi
	insinto /etc/distcc
	newins "${services}/hosts.example" hosts
	printf '%s="%s"\n' DISTCC_VERBOSE 0 DISTCC_FALLBACK 1 > "${T}/02distcc" || die
	doenvd "${T}/02distcc"
	keepdir /usr/lib/distcc
	dodoc NEWS.md README.md docs/*.md
}

pkg_postinst() {
	# One link for each compiler; they change with every gcc.
	[[ -n ${ROOT} ]] || "${EROOT}/usr/bin/distcc-config" --update-masquerade
	elog "Hosts to compile on:      distcc-config --set-hosts \"HOST1 HOST2\""
	elog "For emerge:               FEATURES=\"distcc\" and MAKEOPTS=\"-jN -lM\" in make.conf"
	elog "Who may compile here:     --allow in /etc/conf.d/distccd"
}
