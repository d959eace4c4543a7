# Manual pages and service files.
function(distcc_manuals)
endfunction()

function(distcc_install_services)
endfunction()
